package dev.sheaf.wire.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchDecoderProperties {
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(64, 4096);

  @Test
  void whatIsEncodedIsDecoded() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var samples = samples(random);
      var decoded = decode(Bodies.of(random.nextBoolean(), samples));
      assertEquals(samples.size(), decoded.size(), "seed " + seed);
      for (int i = 0; i < samples.size(); i++) {
        assertTrue(Arrays.equals(samples.get(i), decoded.get(i)), "seed " + seed);
      }
    }
  }

  @Test
  void hostileBytesAreAnIoExceptionAtWorst() {
    var refused = 0;
    for (long seed = 0; seed < 5000; seed++) {
      var random = new Random(seed);
      var body = Bodies.of(true, samples(random));
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      try {
        decode(Arrays.copyOf(body, random.nextInt(body.length / 2, body.length + 1)));
      } catch (IOException expected) {
        refused++;
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed, wrong);
      }
    }
    assertTrue(refused > 2500, "only " + refused + " of 5000 hostile bodies were refused");
  }

  private static List<byte[]> samples(Random random) {
    var samples = new ArrayList<byte[]>();
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      var bytes = new byte[random.nextInt(5) == 0 ? 0 : random.nextInt(200)];
      random.nextBytes(bytes);
      samples.add(bytes);
    }
    return samples;
  }

  private static List<byte[]> decode(byte[] body) throws IOException {
    var batch = new BatchDecoder(new ByteArrayInputStream(body), LIMITS);
    var decoded = new ArrayList<byte[]>();
    while (batch.next() != null) {
      decoded.add(batch.bytes());
    }
    return decoded;
  }
}
