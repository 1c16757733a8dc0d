/**
 * Rolling features of a network path. Kernel events are folded into short {@link dev.tokenflow.core.pane.PaneBlock
 * panes}, a {@link dev.tokenflow.core.window.PathWindow} remembers the panes of a path and answers its features and the
 * signals of the pacing law.
 */
@NullMarked
package dev.tokenflow.core.feature;

import org.jspecify.annotations.NullMarked;
