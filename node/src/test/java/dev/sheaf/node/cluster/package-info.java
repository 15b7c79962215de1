/**
 * The program as several processes on loopback, and clients that train from it over HTTP.
 *
 * <pre>
 *   TrainingClient ─HTTP─► NodeProcess ◄─Artery, data port─► NodeProcess
 *                              └────────► PostgreSQL ◄────────────┘
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package dev.sheaf.node.cluster;
