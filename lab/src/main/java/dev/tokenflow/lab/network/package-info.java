/**
 * The two media a demo's arm can run on, behind one interface: namespaces with the kernel's TCP, and simulated TCP in
 * this process. What an arm left behind is recorded here; its figures are computed in the demo.
 */
@NullMarked
package dev.tokenflow.lab.network;

import org.jspecify.annotations.NullMarked;
