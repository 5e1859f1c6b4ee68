import { Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { FiguresPreview, ImportedFigures } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Facts, Section } from '../frame/page.tsx';
import { post, type Refusal } from '../request.ts';
import { DropZone } from '../submissions/drop-zone.tsx';
import { FiguresReportOf } from './figures-report.tsx';
import { ImportActs, Judged, NextVersion } from './import-acts.tsx';

const OF = {
  mutation: { path: '/api/reference/mutation-rates', list: 'rates', page: 'rates' },
  kit: { path: '/api/reference/kits', list: 'kits', page: 'kits' },
} as const;

const EXAMPLE = {
  mutation: `{ "id": "Own-2026", "title": "Own study", "source": "own typing", "citation": "none",
  "notes": ["Counted in 2026."],
  "loci": { "vWA": { "maternal": "0.0003", "paternal": "0.0017" } } }`,
  kit: `{ "id": "OwnKit", "title": "Own kit", "manufacturer": "us", "source": "own", "verified": "by us",
  "aliases": ["OwnPanel_v1"],
  "loci": [{ "locus": "TH01", "dye": "blue", "ladder": ["5", "6", "9.3"], "further": ["8.3"] }] }`,
} as const;

interface Newest {
  readonly id: string;
  readonly version: number;
  readonly digest: string;
}

/** Mutation rates or a kit, as JSON in the form in which the product brings them along. */
export function ImportFigures({ kind }: { readonly kind: 'mutation' | 'kit' }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { path, list, page } = OF[kind];
  const [file, setFile] = useState<File | null>(null);
  const [id, setId] = useState('');
  const [reason, setReason] = useState('');
  const known = useList<Newest>(list, `${path}?state=all`);
  const newest = (known.data ?? []).findLast((each) => each.id === id);
  const look = useMutation<FiguresPreview, Refusal, FormData>({
    mutationFn: (form) => post<FiguresPreview>(`${path}/preview`, form),
  });
  const send = useAct<ImportedFigures, FormData>(path, {
    refreshes: [list, 'provenance', 'effects'],
    onDone: ({ digest }) => navigate(`/reference/${page}/${digest}`),
  });
  const made = () => {
    const form = new FormData();
    if (newest !== undefined) form.append('supersedes', newest.digest);
    if (newest !== undefined) form.append('reason', reason.trim());
    form.append('file', file!);
    return form;
  };
  const choose = async (chosen: File | null) => {
    setFile(chosen);
    look.reset();
    send.reset();
    setId(chosen === null ? '' : await idIn(chosen));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(made());
  };
  const ready = file !== null && (newest === undefined || reason.trim().length >= 3);
  return (
    <>
      <form onSubmit={submit}>
        <Section title={t('reference.figuresFile')} lead={t('reference.figuresFileLead')}>
          <DropZone file={file} onFile={(chosen) => void choose(chosen)} prompt={t('reference.dropFigures')} />
          <NextVersion newest={newest} reason={reason} onReason={setReason} />
          <ImportActs
            ready={ready}
            looking={look.isPending}
            sending={send.isPending}
            error={send.error ?? look.error}
            onLook={() => look.mutate(made())}
          />
          <Text size="sm">{t('reference.figuresForm')}</Text>
          <pre className="kl-content">{EXAMPLE[kind]}</pre>
        </Section>
      </form>
      {look.data !== undefined && <Looked preview={look.data} />}
    </>
  );
}

/** The id in the file, to see whether it stands already; the service says what else is wrong with it. */
async function idIn(file: File): Promise<string> {
  try {
    const { id } = JSON.parse(await file.text()) as { readonly id?: unknown };
    return typeof id === 'string' ? id : '';
  } catch {
    return '';
  }
}

function Looked({ preview }: { readonly preview: FiguresPreview }) {
  const { t } = useTranslation();
  return (
    <>
      <Judged acceptable={preview.acceptable} conflict={preview.conflict} />
      <Section title={t('reference.about')}>
        <Facts
          of={[
            [t('reference.name'), preview.id],
            [t('reference.said.title'), preview.title],
            [t('profile.version'), preview.version],
            [t('reference.loci'), preview.loci],
            [
              t('reference.digest'),
              <span key="digest" className="kl-code">
                {preview.digest}
              </span>,
            ],
          ]}
        />
      </Section>
      <FiguresReportOf report={preview.report} title={t('reference.report')} kind={preview.kind} />
    </>
  );
}
