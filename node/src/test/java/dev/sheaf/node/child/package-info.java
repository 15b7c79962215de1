/** What the nodes that tests start are started with. */
@org.jspecify.annotations.NullMarked
package dev.sheaf.node.child;
