package dev.sheaf.http.s3;

import dev.sheaf.actors.dataset.Manifest;

/** A batch of CIFAR-10, byte for byte: each record is its label and its pixels. */
record CifarForm(Manifest manifest) implements RecordForm {
  @Override
  public int headBytes() {
    return 1;
  }

  @Override
  public byte[] head(int n, long id, byte[] start) {
    return new byte[] {(byte) manifest.label(id)};
  }
}
