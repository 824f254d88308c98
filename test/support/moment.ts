/** When tests take place: 10:00 in Beijing, before the deadlines of the lists. */
export const TEST_MOMENT = '2026-11-22T02:00:00Z';
