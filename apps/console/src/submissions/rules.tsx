import { useTranslation } from 'react-i18next';
import { useAccount } from '../access/session.ts';
import type { QualityRules } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { ChangeRules } from './change-rules.tsx';

/** What a sample is judged by when it is handed in: the rules that hold, and every version before them. */
export function Rules() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const rules = useList<QualityRules>('rules', '/api/rules');
  return (
    <Loaded query={rules}>
      {(versions) => {
        const [holding] = versions;
        if (holding === undefined) return null;
        return (
          <Page title={t('rules.title')} lead={t('rules.lead')}>
            <Section title={t('rules.holding', { version: holding.version })}>
              <Settings rules={holding} />
            </Section>
            {role === 'administrator' && <ChangeRules key={holding.version} holding={holding} />}
            <Versions versions={versions} />
          </Page>
        );
      }}
    </Loaded>
  );
}

export const CHOICES = [
  'equalsControl',
  'equalsElimination',
  'sameGenotype',
  'sexInconsistent',
  'unlikeKit',
] as const satisfies readonly (keyof QualityRules['settings'])[];

function Settings({ rules: { settings } }: { readonly rules: QualityRules }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const tolerated = settings.tolerate.map((code) => t(`rules.tolerated.${code}`));
  return (
    <Facts
      of={[
        [t('rules.minimumLoci'), number(settings.minimumLoci)],
        [
          t('rules.threshold'),
          settings.threshold === 0 ? t('rules.noThreshold') : t('rules.rfu', { height: number(settings.threshold) }),
        ],
        [t('rules.tolerate'), tolerated.length === 0 ? t('rules.nothing') : tolerated.join(t('rules.and'))],
        ...CHOICES.map((name) => [t(`rules.${name}`), t(`rules.verdict.${settings[name]}`)] as const),
      ]}
    />
  );
}

function Versions({ versions }: { readonly versions: readonly QualityRules[] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Section title={t('rules.versions')} lead={t('rules.versionsLead')}>
      <Rows
        label={t('rules.versions')}
        rows={versions}
        keyOf={({ version }) => String(version)}
        empty="–"
        columns={[
          { title: t('profile.version'), cell: ({ version }) => t('rules.version', { version }) },
          { title: t('rules.madeAt'), cell: ({ madeAt }) => date(madeAt) },
          { title: t('profile.by'), cell: ({ by }) => by ?? t('rules.program') },
          { title: t('profile.reason'), cell: ({ reason }) => reason ?? '–' },
        ]}
      />
    </Section>
  );
}
