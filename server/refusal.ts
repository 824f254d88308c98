/** Why something cannot be started or opened, in one Chinese line that says what to do. The command line prints it and exits 2. */
export class StartupRefusal extends Error {}
