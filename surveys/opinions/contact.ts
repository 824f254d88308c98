/**
 * Where a giver may leave a name and a number, to be asked next year what became of the opinion.
 *
 * Promise: the ids of two questions; what is written there is no opinion, is never coded or handed over, and serves nothing else.
 */
export const contactItems = ['contact_name', 'contact_phone'] as const;
