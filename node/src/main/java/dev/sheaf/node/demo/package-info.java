/**
 * The demo: the whole of Sheaf in one process, on real images, with one command.
 *
 * <pre>
 *   DemoOptions ─► DemoData (images there or made) ─► DemoRun (node, jobs, ensemble) ─► DemoReport
 * </pre>
 */
@NullMarked
package dev.sheaf.node.demo;

import org.jspecify.annotations.NullMarked;
