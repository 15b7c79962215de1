package dev.sheaf.simulation.world;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * A machine that holds packages in its memory and has a network card; it may be down, cut off or
 * slow.
 *
 * <p>Memory is reserved before a read begins, so it is never overrun.
 */
public final class CacheNode {
  private final Network network;
  private final Link in;
  private final Link out;
  private final long memoryBytes;
  private final long nicBytesPerSecond;
  private final SequencedSet<Integer> resident = new LinkedHashSet<>();
  private long reservedBytes;
  private double slowFactor = 1;
  private boolean up = true;
  private boolean connected = true;
  private long life = 1;

  /**
   * An empty node.
   *
   * @param nicBytesPerSecond each way
   */
  public CacheNode(String name, Network network, long memoryBytes, long nicBytesPerSecond) {
    this.network = network;
    this.memoryBytes = memoryBytes;
    this.nicBytesPerSecond = nicBytesPerSecond;
    this.in = network.link(name + " in", nicBytesPerSecond);
    this.out = network.link(name + " out", nicBytesPerSecond);
  }

  /** Bytes come in over this. */
  public Link in() {
    return in;
  }

  /** Bytes go out over this. */
  public Link out() {
    return out;
  }

  /** Reserves memory; false when there is too little. */
  public boolean reserve(long bytes) {
    if (reservedBytes + bytes > memoryBytes) {
      return false;
    }
    reservedBytes += bytes;
    return true;
  }

  /** Gives reserved memory back. */
  public void release(long bytes) {
    if (bytes > reservedBytes) {
      throw new IllegalArgumentException(
          "only %d bytes are reserved but %d are given back".formatted(reservedBytes, bytes));
    }
    reservedBytes -= bytes;
  }

  /** The package lies in reserved memory now. */
  public void hold(int packageIndex) {
    resident.add(packageIndex);
  }

  /** The package is gone; its memory is given back. */
  public void drop(int packageIndex, long bytes) {
    if (resident.remove(packageIndex)) {
      release(bytes);
    }
  }

  /** Whether the package can be read here now. */
  public boolean holds(int packageIndex) {
    return up && resident.contains(packageIndex);
  }

  /** How many packages it holds. */
  public int packages() {
    return resident.size();
  }

  /** Memory that is taken or promised. */
  public long reservedBytes() {
    return reservedBytes;
  }

  /** Takes it down: its memory is lost and what was under way breaks. */
  public void goDown() {
    up = false;
    resident.clear();
    reservedBytes = 0;
    life++;
    adapt();
    network.breakFlows(in);
    network.breakFlows(out);
  }

  /** Starts it again, empty. */
  public void comeUp() {
    up = true;
    adapt();
  }

  /** Cuts it off, or lets it be reached again; flows wait meanwhile. */
  public void connected(boolean now) {
    connected = now;
    adapt();
  }

  /** Makes it so many times slower than it is; 1 is as fast as it can. */
  public void slowFactor(double factor) {
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("a slow factor must be at least 1 but was " + factor);
    }
    slowFactor = factor;
    adapt();
  }

  /** How many times slower than it could it is. */
  public double slowFactor() {
    return slowFactor;
  }

  /** Whether it runs. */
  public boolean isUp() {
    return up;
  }

  /** Whether it runs and can be reached. */
  public boolean isReachable() {
    return up && connected;
  }

  /** Which of its lives this is: what was reserved in an earlier one is void. */
  public long life() {
    return life;
  }

  private void adapt() {
    var rate = up && connected ? Math.round(nicBytesPerSecond / slowFactor) : 0;
    network.capacity(in, rate);
    network.capacity(out, rate);
  }
}
