x
//# sourceMappingURL=https://cdn/x.js.map
