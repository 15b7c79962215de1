/** What a run makes for itself and takes away again, however it ends. */
@org.jspecify.annotations.NullMarked
package dev.sheaf.node.scratch;
