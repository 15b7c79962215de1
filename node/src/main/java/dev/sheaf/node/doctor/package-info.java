/** The doctor: looks at a machine and its settings before a node does, and names the remedy. */
@NullMarked
package dev.sheaf.node.doctor;

import org.jspecify.annotations.NullMarked;
