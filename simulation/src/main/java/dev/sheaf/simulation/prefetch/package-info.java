/**
 * A consumer, readers that read ahead of it, and an origin, in virtual time.
 *
 * <pre>
 *   origin ──latency, bandwidth──► readers ──► buffer ──► consumer (train, validation)
 *                                     ▲           ▲            │ wait share, pace
 *                                     └── tuner ──┴────────────┘
 * </pre>
 */
@NullMarked
package dev.sheaf.simulation.prefetch;

import org.jspecify.annotations.NullMarked;
