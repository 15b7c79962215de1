package dev.sheaf.policies.ensemble;

import java.util.List;

/**
 * Gives one accelerator to each of as many members as there are, in the order of their ids: what
 * sharing does that was made for members which are all alike, and the baseline.
 *
 * <p><i>Source:</i> Pittman et al., "Exploring flexible communications for streamlining DNN
 * ensemble training pipelines", SC 2018. <i>Cost:</i> O(members).
 */
public final class OneGpuEach implements Packing {
  @Override
  public String name() {
    return "oneGpuEach";
  }

  @Override
  public Flotilla pack(List<Member> waiting, int gpus) {
    return new Flotilla(waiting.stream().limit(gpus).map(member -> new Berth(member, 1)).toList());
  }
}
