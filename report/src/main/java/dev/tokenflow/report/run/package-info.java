/**
 * A run in numbers, as its JSON file holds them: arms, phases, counters, verdict. Member names are read by others and
 * stay. How the numbers are drawn or printed does not belong here.
 */
@NullMarked
package dev.tokenflow.report.run;

import org.jspecify.annotations.NullMarked;
