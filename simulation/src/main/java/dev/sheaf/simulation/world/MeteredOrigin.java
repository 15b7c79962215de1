package dev.sheaf.simulation.world;

import dev.sheaf.policies.economics.Prices;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An object store: it answers a GET after a while, over its uplink, and refuses what comes faster
 * than its request rate.
 *
 * <p>Requests are admitted by a token bucket that holds what a tenth of a second brings. A refusal
 * (503) takes as long as a first byte, moves no byte and is not billed.
 */
public final class MeteredOrigin {
  private static final double BURST_SECONDS = 0.1;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_GB = 0x1p30;

  private final Timeline timeline;
  private final Network network;
  private final RandomStream chance;
  private final Terms terms;
  private final Link uplink;
  private double requestsPerSecond;
  private double tokens;
  private long tokensSinceNanos;
  private long served;
  private long refused;
  private long bytes;
  private int inFlight;
  private double requestNanos;
  private long inFlightSinceNanos;

  /**
   * What the store can do and asks.
   *
   * @param bytesPerSecond of all answers together
   * @param requestBytesPerSecond the most of one answer
   * @param requestsPerSecond it admits
   */
  public record Terms(
      Latency latency,
      long bytesPerSecond,
      long requestBytesPerSecond,
      double requestsPerSecond,
      Prices.ObjectStore price) {}

  /** What became of a GET. */
  public enum Answer {
    /** All bytes are there. */
    SERVED,
    /** Too many requests: ask again later. */
    REFUSED,
    /** The way to the caller broke; what had come is lost. */
    BROKEN
  }

  /** A store on a network. */
  public MeteredOrigin(Timeline timeline, Network network, RandomStream chance, Terms terms) {
    this.timeline = timeline;
    this.network = network;
    this.chance = chance;
    this.terms = terms;
    this.uplink = network.link("origin", terms.bytesPerSecond());
    this.requestsPerSecond = terms.requestsPerSecond();
    this.tokens = burst();
  }

  /** Reads so many bytes over the caller's links. */
  public void get(long sizeBytes, List<Link> path, Consumer<Answer> then) {
    var wait = terms.latency().draw(chance);
    if (!admit()) {
      refused++;
      timeline.after(wait, () -> then.accept(Answer.REFUSED));
      return;
    }
    served++;
    count(1);
    timeline.after(wait, () -> send(sizeBytes, path, then));
  }

  private void send(long sizeBytes, List<Link> path, Consumer<Answer> then) {
    var whole = new ArrayList<>(path);
    whole.add(uplink);
    network.send(
        sizeBytes,
        terms.requestBytesPerSecond(),
        whole,
        new Flow.Ends(
            () -> {
              bytes += sizeBytes;
              count(-1);
              then.accept(Answer.SERVED);
            },
            () -> {
              count(-1);
              then.accept(Answer.BROKEN);
            }));
  }

  /** Admits so many requests a second from now on; for throttling. */
  public void admitPerSecond(double requests) {
    refill();
    requestsPerSecond = requests;
    tokens = Math.min(tokens, burst());
  }

  /** The terms it began with. */
  public Terms terms() {
    return terms;
  }

  /** The link that all answers share. */
  public Link uplink() {
    return uplink;
  }

  /** How many GETs were admitted. */
  public long served() {
    return served;
  }

  /** How many were refused. */
  public long refused() {
    return refused;
  }

  /** Whole bytes of answers that ended well. */
  public long bytes() {
    return bytes;
  }

  /** What the GETs so far cost, to the nearest micro-dollar. */
  public long costMicroUsd() {
    var gets = (double) served * terms.price().getPicoUsd();
    return Math.round((gets + bytes / BYTES_PER_GB * terms.price().readGbPicoUsd()) / 1e6);
  }

  /** How many admitted GETs were under way at a time, on average since the start. */
  public double meanInFlight() {
    count(0);
    return timeline.now() == 0 ? 0 : requestNanos / timeline.now();
  }

  private void count(int change) {
    requestNanos += (double) inFlight * (timeline.now() - inFlightSinceNanos);
    inFlightSinceNanos = timeline.now();
    inFlight += change;
  }

  private boolean admit() {
    refill();
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  private void refill() {
    var seconds = (timeline.now() - tokensSinceNanos) / NANOS_PER_SECOND;
    tokens = Math.min(burst(), tokens + seconds * requestsPerSecond);
    tokensSinceNanos = timeline.now();
  }

  private double burst() {
    return requestsPerSecond == 0 ? 0 : Math.max(1, requestsPerSecond * BURST_SECONDS);
  }
}
