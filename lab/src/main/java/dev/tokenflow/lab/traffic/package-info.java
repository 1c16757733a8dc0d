/**
 * Traffic without end for a running stack: token streams over simulated links, sent in several ways side by side. Its
 * own small program, so that an image needs no demo and no experiment to have readers.
 */
@NullMarked
package dev.tokenflow.lab.traffic;

import org.jspecify.annotations.NullMarked;
