import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may call: accounts, sessions, API keys, invitations; what was already answered. */
export class Access1700000000002 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`SELECT 1`);
  }
  async down(): Promise<void> {
    throw new Error('Migrations run forward only.');
  }
}
