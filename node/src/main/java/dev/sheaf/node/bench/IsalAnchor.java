package dev.sheaf.node.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.sheaf.lambda.bridge.erasure.Isal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** ISA-L as a C program would call it: all tables and addresses are ready, nothing is checked. */
final class IsalAnchor implements ErasureContestant {
  private final Isal isal;
  private final ErasureStripe stripe;
  private final Call encoding;
  private final Call rebuilding;

  /** The arguments of a call. */
  private record Call(
      Isal.Size size, MemorySegment tables, MemorySegment sources, MemorySegment targets) {}

  IsalAnchor(Isal isal, ErasureStripe stripe) {
    this.isal = isal;
    this.stripe = stripe;
    var data = stripe.code().data();
    var generator = stripe.arena().allocate((long) stripe.code().chunks() * data);
    isal.cauchyMatrix(generator, stripe.code().chunks(), data);
    this.encoding = call(generator.asSlice((long) data * data), stripe.data(), stripe.parity());
    this.rebuilding = call(inverse(generator), left().toList(), stripe.rebuilt());
  }

  private Stream<MemorySegment> left() {
    return Stream.concat(stripe.data().stream().skip(stripe.lost()), stripe.parity().stream())
        .limit(stripe.code().data());
  }

  /** The first rows of what makes the data of {@link #left}. */
  private MemorySegment inverse(MemorySegment generator) {
    var data = stripe.code().data();
    var size = (long) data * data;
    var inverse = stripe.arena().allocate(size);
    // Without the first chunks, the rows of those that are left follow one another.
    var rows = stripe.arena().allocate(size);
    rows.copyFrom(generator.asSlice((long) stripe.lost() * data, size));
    if (!isal.invert(rows, inverse, data)) {
      throw new IllegalStateException("ISA-L cannot invert the rows of " + stripe.code());
    }
    return inverse;
  }

  private Call call(
      MemorySegment coefficients, List<MemorySegment> sources, List<MemorySegment> targets) {
    var size = new Isal.Size(sources.size(), targets.size());
    var bytes = (long) size.columns() * size.rows() * Isal.TABLE_BYTES;
    var tables = stripe.arena().allocate(bytes, 64);
    isal.initTables(size.columns(), size.rows(), coefficients, tables);
    return new Call(
        size, tables, addresses(stripe.arena(), sources), addresses(stripe.arena(), targets));
  }

  private static MemorySegment addresses(Arena arena, List<MemorySegment> chunks) {
    var addresses = arena.allocate(ADDRESS, chunks.size());
    IntStream.range(0, chunks.size())
        .forEach(index -> addresses.setAtIndex(ADDRESS, index, chunks.get(index)));
    return addresses;
  }

  @Override
  public String name() {
    return "ISA-L, " + Isal.LIBRARY + " called directly";
  }

  @Override
  public void encode() {
    run(encoding);
  }

  @Override
  public void rebuild() {
    run(rebuilding);
  }

  private void run(Call call) {
    isal.encode(stripe.chunkBytes(), call.size(), call.tables(), call.sources(), call.targets());
  }
}
