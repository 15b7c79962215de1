package dev.sheaf.node.bench;

import dev.sheaf.lambda.bridge.erasure.ErasureCode;
import dev.sheaf.lambda.bridge.erasure.KernelKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One that encodes and rebuilds the stripe of the erasure benchmark. */
interface ErasureContestant {
  String name();

  /** Makes all parity of the data. */
  void encode();

  /** Makes the lost chunks of the others and of the parity that was encoded. */
  void rebuild();

  /** Our code, on one of its kernels. */
  static ErasureContestant ours(ErasureStripe stripe, KernelKind kernel) {
    var code = ErasureCode.of(stripe.code().data(), stripe.code().parity(), kernel);
    var parity = stripe.parity();
    var left = new ArrayList<@Nullable MemorySegment>(stripe.data());
    left.addAll(parity);
    var wanted = new TreeMap<Integer, MemorySegment>();
    for (int chunk = 0; chunk < stripe.lost(); chunk++) {
      left.set(chunk, null);
      wanted.put(chunk, stripe.rebuilt().get(chunk));
    }
    return new Ours(code, stripe.data(), parity, left, wanted);
  }

  /** Our code with the chunks it works on. */
  record Ours(
      ErasureCode code,
      List<MemorySegment> data,
      List<MemorySegment> parity,
      List<@Nullable MemorySegment> left,
      Map<Integer, MemorySegment> wanted)
      implements ErasureContestant {
    @Override
    public String name() {
      return code.kernel().label();
    }

    @Override
    public void encode() {
      code.encode(data, parity);
    }

    @Override
    public void rebuild() {
      code.rebuild(left, wanted);
    }
  }
}
