/** Nodes in processes of their own, as {@code serve} starts them. */
@org.jspecify.annotations.NullMarked
package dev.sheaf.node.child;
