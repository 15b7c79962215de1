/** Real servers on real sockets, over fakes of the node's ports. */
@NullMarked
package dev.sheaf.http;

import org.jspecify.annotations.NullMarked;
