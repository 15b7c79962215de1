package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.SegmentPart;
import java.io.IOException;
import java.util.function.Consumer;

/** Client of other nodes' data ports. Blocks; call it on a virtual thread. */
public interface Peers {
  /**
   * Reads samples from the data port at {@code address}, giving frames as they come; positions are
   * places in the request's ids.
   *
   * @return what the read cost the origin, as the peer reports it
   * @throws IOException when the peer is out of reach, refuses, or breaks off; frames given before
   *     that are good
   */
  ReadCost read(String address, SampleRequest request, Consumer<SampleFrame> each)
      throws IOException;

  /**
   * Fetches a part of a manifest segment by its hash.
   *
   * @param offset where the part begins
   * @throws IOException when the peer does not have it or is out of reach
   */
  SegmentPart segment(String address, String hash, long offset) throws IOException;
}
