import { Table } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Nothing, Refused, Waiting } from './states.tsx';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly number?: boolean;
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
      minWidth={Math.min(860, columns.length * 120)}
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
              {columns.map(({ title, cell, number }) => (
                <Table.Td key={title} className={number === true ? 'kl-number' : undefined}>
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
