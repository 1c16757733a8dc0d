/**
 * Numbers as text and the comparisons of two numbers that all reports share. No layout, and nothing that knows a run.
 */
@NullMarked
package dev.tokenflow.report.text;

import org.jspecify.annotations.NullMarked;
