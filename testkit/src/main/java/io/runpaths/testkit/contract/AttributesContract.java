package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What is kept beside an object's bytes: metadata, content type, checksums, times. */
public abstract class AttributesContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected AttributesContract() {}

  @Test
  void metadataComesBackWhereItIsPromisedAndIsRefusedElsewhere() throws IOException {
    Map<String, String> metadata =
        Map.of("runpaths-write", "0f3c", "note", "a b=c;d%20+\"e\"", "n1", "1");
    PutOptions options = PutOptions.REPLACE.withMetadata(metadata);
    if (!promises(Capability.METADATA)) {
      assertRefused(() -> put("object", utf8("x"), options));
      assertRefused(() -> upload("object", utf8("x"), options));
      assertAbsent("object");
      return;
    }
    put("put", utf8("x"), options);
    upload("uploaded", utf8("x"), options);
    for (String key : List.of("put", "uploaded")) {
      assertEquals(metadata, stat(key).metadata(), key);
      try (ObjectContent content = store().read(key(key), ReadOptions.ALL)) {
        assertEquals(metadata, content.stat().metadata(), key);
      }
    }
    put("put", "without");
    assertEquals(Map.of(), stat("put").metadata(), "a replacement replaces metadata too");
  }

  @Test
  void theContentTypeComesBackWhereItIsPromised() throws IOException {
    PutOptions options = PutOptions.REPLACE.withContentType("application/x-runpaths; v=1");
    put("put", utf8("x"), options);
    upload("uploaded", utf8("x"), options);
    for (String key : List.of("put", "uploaded")) {
      Optional<String> type = stat(key).contentType();
      if (promises(Capability.CONTENT_TYPE)) {
        assertEquals(Optional.of("application/x-runpaths; v=1"), type, key);
        try (ObjectContent content = store().read(key(key), ReadOptions.ALL)) {
          assertEquals(type, content.stat().contentType(), key);
        }
      } else {
        assertNotEquals(Optional.of("application/x-runpaths; v=1"), type, key);
      }
    }
  }

  @Test
  void checksumsThatAreToldAreThoseOfTheBytes() throws IOException {
    byte[] bytes = noise(9, 10_000);
    put("object", bytes, PutOptions.REPLACE);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    Optional<String> told = stat("object").checksums().crc32c();
    if (told.isPresent()) {
      assertEquals(HexFormat.of().toHexDigits((int) crc.getValue()), told.get());
    }
    assertArrayEquals(bytes, bytes("object"));
  }

  @Test
  void theStoresClockIsToldExactlyWhereItIsPromised() throws IOException {
    put("object", "x");
    assertEquals(promises(Capability.STORE_TIME), stat("object").storeTime().isPresent());
  }
}
