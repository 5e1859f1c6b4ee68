#!/usr/bin/env node
import { Command } from 'commander';
import { addImportCommand } from './import.ts';
import { addKeyCommand } from './key.ts';
import { addLrCommand } from './lr.ts';
import { addMirrorCommand } from './mirror.ts';
import { addMutationCommand } from './mutation.ts';
import { addRecomputeCommand } from './recompute.ts';
import { addSampleCommand } from './sample.ts';
import { addSearchCommand } from './search.ts';
import { addVerifyCommand } from './verify.ts';
import { addWitnessCommand } from './witness.ts';

const program = new Command('kinledger').description(
  'Verifies logs and receipts, computes likelihood ratios, reads uploads: without a database and without the service.',
);
addVerifyCommand(program);
addMirrorCommand(program);
addRecomputeCommand(program);
addSampleCommand(program);
addWitnessCommand(program);
addKeyCommand(program);
addLrCommand(program);
addMutationCommand(program);
addSearchCommand(program);
addImportCommand(program);
await program.parseAsync();
