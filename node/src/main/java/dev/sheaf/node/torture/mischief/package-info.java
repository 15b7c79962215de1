/**
 * What a client sends that gets everything wrong: pure functions of a seed, which send nothing.
 *
 * <pre>
 *   Shapes (right requests) ─► Bodies, Headers ─► a request that an HTTP client can send
 *   Framings, Strangers     ─► Conversation       bytes that none would send
 * </pre>
 */
@NullMarked
package dev.sheaf.node.torture.mischief;

import org.jspecify.annotations.NullMarked;
