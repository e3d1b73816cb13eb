import { cloudflare, defineDomain, ownServer } from "#mailwright";

// The record has over 700 octets: three character strings.
export default defineDomain({
  domain: "long-key.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    ownServer({
      name: "hsm",
      mx: true,
      dkim: {
        big:
          "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAvXvd1+S85QLxpT7Hs2LeG7ryGVuO6idQC7fXf+irfkzpZMRQRYgb" +
          "ilYZlm6cH26qM208RYtgaYbiZeIoc4Lnt4eTfHHdfeIxstWw/Q2WwW5gmgjJXMHxRWN+JxCZanVVYQu5N8hRVnT2PS4O0fhH" +
          "ZdDOUgDgR3EpGmXy9Ys+yFI8Z4z96jKFt/ozrLaSEqlEsyfAmLP/ay2SLeAdjBUks+KHVGh0dyCb1gyEuzssc2btTKplSKwJ" +
          "5Wg2lK4c7mmT/Rott4AFIXlstZ3VfXSificbhO1/1/kHfw5clDZqYGIh2sHdOtv9WvtjVS7FWAhqAwUFA1J7SXrjusv6a0V0" +
          "+910CNwO5LHIcdGBx2Qv/Byz/gOFULtj9w0S5K1/DTzQZIzUsF5Yq9CsuAskZFMiEKkVbGUA24QAdfP8glLvxQ4r2neyOnzw" +
          "b8/ylkbjvKqosjlUKdg2lDpoFY7a+rryEsptujz3bPnrGL7O4eRSdtt2YnY/lqFbJ+jReYB7WMBqJLQ5cRy+bEa4dzHlZcRl" +
          "YXn9Wm5WlUAOyD1KHGnPc4WJ2vy+n0np7Eh7HtgUQcNpBNfuuQlGJqatu5KwIKwORUdPg87pR796CLHEZF7yeXDGsaabzjPy" +
          "4/nsQyv0/WWVnpD8Nn1THbtwEfiUB9pCT7zQXnolpz5L6YW4NbKwcGMCAwEAAQ==",
      },
    }),
  ],
  dmarc: { policy: "none", reportTo: ["dmarc@long-key.example"] },
});
