// What chance leaves on a share that was counted on so many photos.

const Z = 1.96; // standard deviations that hold 95% of a normal distribution

/** Half the width of the 95% interval of a share (normal approximation of the binomial distribution).
 * @param {number} share  from 0 to 1 @param {number} count @returns {number} */
export function margin(share, count) {
  return Z * Math.sqrt((share * (1 - share)) / count);
}
