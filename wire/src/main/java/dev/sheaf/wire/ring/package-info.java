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
 */
@NullMarked
package dev.sheaf.wire.ring;

import org.jspecify.annotations.NullMarked;
