import { Table } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Nothing, Refused, Waiting } from './states.tsx';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly number?: boolean;
  /** Holds sentences, which need room. */
  readonly words?: boolean;
}

interface RowsFacts<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
}

/** A table of like things, or the sentence that there are none. The first column names the row. */
export function Rows<Row>({ label, rows, columns, keyOf, empty }: RowsFacts<Row>) {
  if (rows.length === 0) return <Nothing>{empty}</Nothing>;
  return (
    <Table.ScrollContainer
      minWidth={Math.min(
        860,
        columns.reduce((sum, { words }) => sum + (words === true ? 260 : 120), 0),
      )}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table aria-label={label} verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, number }) => (
              <Table.Th key={title} scope="col" className={number === true ? 'kl-number' : undefined}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map(({ title, cell, number, words }) => (
                <Table.Td key={title} className={classOf(number, words)}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const classOf = (number?: boolean, words?: boolean) =>
  number === true ? 'kl-number' : words === true ? 'kl-words' : undefined;

interface LoadedFacts<Data> {
  readonly query: UseQueryResult<Data, Error>;
  readonly children: (data: Data) => ReactNode;
}

/** Shows that something is being read, that it was refused, or the thing itself. */
export function Loaded<Data>({ query, children }: LoadedFacts<Data>) {
  if (query.isPending) return <Waiting />;
  if (query.isError) return <Refused error={query.error} />;
  return children(query.data);
}
