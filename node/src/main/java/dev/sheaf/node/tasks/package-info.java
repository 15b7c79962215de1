/** Preprocessing as tasks: the engines that this node's settings name, behind one door. */
@NullMarked
package dev.sheaf.node.tasks;

import org.jspecify.annotations.NullMarked;
