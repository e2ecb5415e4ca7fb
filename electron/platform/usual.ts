/** What a platform is made of unless told otherwise; the one that comes along with a console always is. */
export const usualSeed = 1;
export const usualHistory = 5000;
