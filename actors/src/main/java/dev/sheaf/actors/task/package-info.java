/**
 * Preprocessing as tasks: runs of stages over a dataset's rows, on whatever engines a node has.
 *
 * <pre>
 *   TaskDoor ─ TaskRuns ──plan──► TaskDesk (an actor around TaskBook) ──► TaskWork ──► TaskEngine
 *                  │                                                        │  ▲
 *                  └──── what is known already ◄──── TaskShelf ◄── cells ───┘  └── TaskSource
 * </pre>
 *
 * <p>{@code TaskDesk} sees names only; {@code TaskWork} moves the bytes, on virtual threads, and
 * decides nothing. An engine is local threads, the threads of a GPU worker, or a function.
 */
@NullMarked
package dev.sheaf.actors.task;

import org.jspecify.annotations.NullMarked;
