/** A database that cannot be used. The message is a sentence for whoever set DATABASE_URL, without the address itself. */
export class DatabaseError extends Error {}
