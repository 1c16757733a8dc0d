/** What a run found out: its figures, and the files and pictures that show them. */
@NullMarked
package dev.tokenflow.lab.report;

import org.jspecify.annotations.NullMarked;
