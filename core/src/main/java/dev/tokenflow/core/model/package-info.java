/**
 * What is common to all models; today only this text. A model learns from past readings of paths and judges new ones:
 * whether a path behaves unusually, and where its round trip is going.
 *
 * <p>How a decision follows from that never belongs here, but to the pacing laws.
 */
@NullMarked
package dev.tokenflow.core.model;

import org.jspecify.annotations.NullMarked;
