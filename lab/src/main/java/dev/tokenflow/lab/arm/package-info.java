/**
 * What is compared: the arms by name, each with its sender, its law and the settings of its loop. Running an arm and
 * measuring it belong elsewhere.
 */
@NullMarked
package dev.tokenflow.lab.arm;

import org.jspecify.annotations.NullMarked;
