package dev.sheaf.actors.copies;

import java.util.List;

/**
 * Other nodes, as keepers of file sets; a port. Blocks, and never fails: who is silent has none.
 */
public interface FileSetPeers {
  /** Where nobody else is. */
  FileSetPeers NONE =
      new FileSetPeers() {
        @Override
        public List<String> latest(FileSet.Name name) {
          return List.of();
        }

        @Override
        public boolean keep(FileSet.Name name, String document) {
          return false;
        }
      };

  /** The hashes of the documents that other nodes have under a name. */
  List<String> latest(FileSet.Name name);

  /** Has one other node keep a set that this one has; false when nobody did. */
  boolean keep(FileSet.Name name, String document);
}
