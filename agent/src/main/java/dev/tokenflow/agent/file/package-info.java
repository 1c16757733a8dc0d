/**
 * Batches in a file: written while the agent runs, read in order of time, and sent again later.
 *
 * <p>The file format is the record values of the event topic one after another, so nothing about the layout of a batch
 * belongs here.
 */
@NullMarked
package dev.tokenflow.agent.file;

import org.jspecify.annotations.NullMarked;
