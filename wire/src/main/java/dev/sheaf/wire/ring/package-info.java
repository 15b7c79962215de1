/**
 * Batches in memory that a GPU worker shares with its child processes.
 *
 * <pre>
 *   page 0     u32 "SHR1" | version | slots | readers | batch | channels | height | width
 *              from 128: one cursor a reader, 128 bytes apart
 *   slot k     u64 seq | u32 epoch | u32 state | u64 crc | u32 count
 *              from 64: labels, int64 × batch | images, uint8 × batch × C × H × W
 * </pre>
 *
 * <p>One producer, up to {@value dev.sheaf.wire.ring.RingShape#MAX_READERS} readers. What is put in
 * gets a sequence number, from 0, and lies in slot {@code seq mod slots}; a reader's cursor is the
 * first number it still needs, and a slot is filled anew when no cursor needs it. A number is
 * published by its slot's state and given back by the cursor, both with release and acquire; nobody
 * copies.
 *
 * <p>The memory has no name: it is a file descriptor of the owner, which readers open below /proc,
 * and it is gone with the last process that has it mapped.
 *
 * <p>A {@link dev.sheaf.wire.ring.BodyRing} shares the same kind of memory with a training program
 * that reads batches from a node on its host, as the bodies that HTTP carries:
 *
 * <pre>
 *   page 0     u32 "SHB1" | version 1 | slots | zero | u64 bytes of a slot | 16 bytes key
 *   slot k     u64 ticket | u64 bytes of the body
 *              from 64: the body, header, frames and all
 * </pre>
 *
 * <p>There the reader says which slot a body is to lie in, since what it has been given stays in
 * use for as long as somebody looks at it, in no order. The two meet at a {@link
 * dev.sheaf.wire.ring.NamelessDoor}.
 */
@NullMarked
package dev.sheaf.wire.ring;

import org.jspecify.annotations.NullMarked;
