/* What figures with a network share: the file of its weights, numbers of 16 bits, and the GRU. A file is safetensors in base64:
   eight bytes with the length of a header, the header as JSON, then the numbers. */
live.network = (function () {
  "use strict";
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const opened = new Map();

  function bytes(base64) {
    const value = Object.fromEntries([...DIGITS].map((digit, k) => [digit, k])), digits = base64.replace(/=+$/, "");
    const found = new Uint8Array(Math.floor(digits.length * 3 / 4));
    for (let k = 0, held = 0, bits = 0, n = 0; k < digits.length; k++) {
      held = (held << 6 | value[digits[k]]) & 0xffff;
      bits += 6;
      if (bits >= 8) found[n++] = held >> (bits -= 8) & 255;
    }
    return found;
  }
  /* A number of 16 bits: a sign, five bits of exponent, ten of fraction. Without exponent it is a multiple of 2^-24. */
  function half(code) {
    const sign = code & 0x8000 ? -1 : 1, exponent = code >> 10 & 31, fraction = code & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
  }
  /* {said: the file's own words, tensors: name -> {shape, values}}; the same object for the same file. */
  function open(base64) {
    if (!opened.has(base64)) opened.set(base64, read(bytes(base64)));
    return opened.get(base64);
  }
  function read(all) {
    const length = new DataView(all.buffer).getUint32(0, true), begin = 8 + length;
    let text = "";
    for (let k = 8; k < begin; k++) text += String.fromCharCode(all[k]);
    const { __metadata__: said = {}, ...entries } = JSON.parse(text), tensors = {};
    for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(entries))
      tensors[name] = { shape, values: numbers(all.subarray(begin + from, begin + to), dtype) };
    return { said, tensors };
  }
  function numbers(part, dtype) {
    if (dtype === "I8") return Float64Array.from(part, (byte) => byte << 24 >> 24);
    return Float64Array.from({ length: part.length / 2 }, (_, k) => half(part[2 * k] | part[2 * k + 1] << 8));
  }

  /* A GRU and a linear output, as PyTorch orders them: rows of reset, update and candidate, one below the other. The names of its
     arrays in the file: on the input, on the state, their biases, on the output, its bias. */
  function gru(file, names) {
    const [W_x, W_h, b_x, b_h, W_y, b_y] = names.map((name) => file.tensors[name].values), [rows, d] = file.tensors[names[0]].shape;
    return { m: rows / 3, d, W_x, W_h, b_x, b_h, W_y, b_y };
  }
  /* W x + b. */
  function affine(W, x, b) {
    const y = Float64Array.from(b), n = x.length;
    for (let row = 0, k = 0; row < y.length; row++) {
      let sum = 0;
      for (let column = 0; column < n; column++) sum += W[k++] * x[column];
      y[row] += sum;
    }
    return y;
  }
  const sigmoid = (a) => 1 / (1 + Math.exp(-a));
  const read_vector = (net, x) => affine(net.W_x, x, net.b_x);
  const read_symbol = (net, symbol) => net.b_x.map((b, row) => b + net.W_x[row * net.d + symbol]);
  /* The state after a step, from what the input adds, (3m), and the state before. */
  function step(net, given, h) {
    const { m } = net, past = affine(net.W_h, h, net.b_h);
    return h.map((before, k) => {
      const r = sigmoid(given[k] + past[k]), z = sigmoid(given[m + k] + past[m + k]);
      const n = Math.tanh(given[2 * m + k] + r * past[2 * m + k]);
      return (1 - z) * n + z * before;
    });
  }
  const start = (net) => new Float64Array(net.m);
  const scores = (net, h) => affine(net.W_y, h, net.b_y);

  return { bytes, half, open, gru, affine, sigmoid, read_vector, read_symbol, step, start, scores };
})();
