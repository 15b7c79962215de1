package dev.sheaf.simulation.ensemble;

import dev.sheaf.simulation.ensemble.Recruits.Recruit;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Trains every member by itself on one accelerator, with preprocessing of its own, the next as soon
 * as an accelerator is free: what people do without sharing.
 */
final class Alone {
  private final Timeline timeline = new Timeline();
  private final ArrayDeque<Recruit> waiting = new ArrayDeque<>();
  private final double preparedPerMember;

  private Alone(List<Recruit> ensemble, double preparedPerMember) {
    waiting.addAll(ensemble);
    this.preparedPerMember = preparedPerMember;
  }

  /**
   * The seconds until all have converged.
   *
   * @param preparedPerMember how many images a second the cores prepare for one of the members that
   *     share a node
   */
  static double seconds(List<Recruit> ensemble, int gpus, double preparedPerMember) {
    var alone = new Alone(ensemble, preparedPerMember);
    for (int gpu = 0; gpu < gpus; gpu++) {
      alone.next();
    }
    alone.timeline.run();
    return alone.timeline.now() / 1e9;
  }

  private void next() {
    var recruit = waiting.poll();
    if (recruit != null) {
      var rate = Math.min(recruit.member().rates().on(1), preparedPerMember);
      timeline.after((long) Math.ceil(recruit.imagesNeeded() / rate * 1e9), this::next);
    }
  }
}
