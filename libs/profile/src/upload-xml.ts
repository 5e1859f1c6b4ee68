import type { SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import type { TextReader } from './text-reader.ts';
import { CmfListener } from './upload-cmf.ts';
import { NiemListener } from './upload-niem.ts';
import { XmlFlow } from './xml.ts';
import type { XmlForm } from './xml-form.ts';

export type XmlFormat = 'codis-xml' | 'niem-xml';

/** Reads an XML upload; which one it is shows in its root element. */
export class XmlReader implements TextReader {
  private readonly flow: XmlFlow;
  private form: XmlForm | undefined;

  /** `onFormat` hears which form it is, once. */
  constructor(into: SampleListener, onFormat: (format: XmlFormat) => void) {
    this.flow = new XmlFlow({
      opened: (path, row, attributes) => {
        if (this.form === undefined) {
          const format = formatOf(path, attributes('niem') ?? attributes('biom'));
          onFormat(format);
          this.form = format === 'codis-xml' ? new CmfListener(into) : new NiemListener(into);
        }
        this.form.opened(path, row, attributes);
      },
      closed: (path, words) => this.form?.closed(path, words),
    });
  }

  write(text: string): void {
    this.flow.write(text);
  }

  *close(): Iterable<void> {
    this.flow.close();
    this.form?.ended();
    yield;
  }
}

/** NIEM exchanges give their roots names of their own; what they share is the namespace of its biometrics domain. */
function formatOf(root: string, biometrics: string | undefined): XmlFormat {
  if (root === 'CODISImportFile') return 'codis-xml';
  if (biometrics?.includes('niem.gov') || root === 'DNADataTransaction' || root === 'DNARecord') return 'niem-xml';
  throw new ProfileError(
    'unknown-format',
    'This XML is no CODIS import file (CMF 3.2 or 3.3) and no NIEM biometrics record; export one of these, CSV or JSON.',
  );
}
