/** The fault suite itself is held to what it says: its plan, its proxies and its checker. */
@NullMarked
package dev.sheaf.node.torture;

import org.jspecify.annotations.NullMarked;
