import { Injectable } from '@nestjs/common';
import { sourceDigest } from '../checks/engine.ts';
import { Config } from '../config.ts';

/** Which engine searched: the SHA-256 over its source files, as anybody with a checkout can compute it. */
@Injectable()
export class SearchEngine {
  readonly digest: string;

  constructor(config: Config) {
    this.digest = sourceDigest(config.root, ['libs/kinship/src', 'libs/profile/src', 'libs/search/src']);
  }
}
