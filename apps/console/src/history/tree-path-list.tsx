import { useTranslation } from 'react-i18next';
import type { TreePath } from './tree-path.ts';

/** The way from the entry to the signed root, every hash computed in this page; red where it ends elsewhere. */
export function TreePathList({ path }: { readonly path: TreePath }) {
  const { t } = useTranslation();
  const holds = path.computed === path.signed;
  const short = (hash: string, computed = false) => (
    <span className="kl-code" data-computed={computed} title={hash}>
      {hash.slice(0, 12)}…
    </span>
  );
  return (
    <ol className="kl-path" data-holds={holds} aria-label={t('treePath.title')}>
      <li>
        {t('treePath.leaf', { index: path.index })} {short(path.leaf, true)}
      </li>
      {path.steps.map(({ side, neighbour, hash }, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the levels of a tree never change places
        <li key={level}>
          {t(`treePath.${side}`)} {short(neighbour)} <span aria-hidden="true">→</span> {short(hash, true)}
        </li>
      ))}
      <li>
        <strong>
          <span aria-hidden="true">{holds ? '✓' : '✕'}</span> {t(holds ? 'treePath.same' : 'treePath.other')}
        </strong>{' '}
        {t('treePath.signed', { size: path.size })} {short(path.signed)}
      </li>
    </ol>
  );
}
