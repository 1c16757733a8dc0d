/**
 * The two client networks of a demo and the phases of the link, in the words of a report. The links themselves are in
 * the simulator.
 */
@NullMarked
package dev.tokenflow.report.network;

import org.jspecify.annotations.NullMarked;
