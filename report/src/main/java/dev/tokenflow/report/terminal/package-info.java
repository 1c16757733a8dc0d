/** What a person sees while a run goes on, and the table at its end. */
@NullMarked
package dev.tokenflow.report.terminal;

import org.jspecify.annotations.NullMarked;
