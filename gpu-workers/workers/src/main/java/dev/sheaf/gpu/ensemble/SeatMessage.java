package dev.sheaf.gpu.ensemble;

import dev.sheaf.gpu.worker.GpuEvent;

/** What a {@code Seat} is told; stays on the node. */
sealed interface SeatMessage {
  /** What the member left elsewhere is here, or cannot be had for this reason. */
  record Brought(String error) implements SeatMessage {}

  /** What the member left is kept, as well as can be; goes on with what was to come after. */
  record Kept() implements SeatMessage {}

  /** Its worker said something. */
  record Heard(GpuEvent event) implements SeatMessage {}

  /** Somebody wants to know how it is; says again what was not noted. */
  record Tell() implements SeatMessage {}

  /** Write a checkpoint and free the slot. */
  record Save() implements SeatMessage {}

  /** Rest at the next boundary of a step. */
  record Pause() implements SeatMessage {}

  /** Go on. */
  record Resume() implements SeatMessage {}

  /** Write a checkpoint if there is time, and free everything. */
  record Evict() implements SeatMessage {}

  /** What was told, up to this number, is noted. */
  record Noted(long number) implements SeatMessage {}

  /** Ends everything. */
  record Leave() implements SeatMessage {}
}
