/** Rolling features of a network path, computed from panes of kernel events. */
@NullMarked
package dev.tokenflow.core.feature;

import org.jspecify.annotations.NullMarked;
