/* Keys of the pages: pressed on their own, and not while one types. A checkbox takes no text. */

const FIELD = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export const isFree = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && event.target.closest(FIELD) === null;
